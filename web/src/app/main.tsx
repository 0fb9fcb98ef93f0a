import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@/app/global.css";

import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { trustOwnStyles } from "@/app/nonce";
import { Session } from "@/lib/session/session";

trustOwnStyles();
const session = new Session();
void session.renew();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={session} />);
