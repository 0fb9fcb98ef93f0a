import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@/app/global.css";

import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";

import { App } from "@/app/App";
import { trustOwnStyles } from "@/app/nonce";
import { routes } from "@/app/routes";
import { Session } from "@/lib/session/session";

trustOwnStyles();
const session = new Session();
void session.renew();
const router = createBrowserRouter(routes()); // the page's script is on its way while all around it is drawn
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App session={session} router={router} />);
