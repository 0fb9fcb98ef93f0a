import type { RouteObject } from "react-router";

import { FEATURES } from "@/app/features";
import { Fault } from "@/app/pages/Fault";
import { NotFound } from "@/app/pages/NotFound";
import { Home } from "@/app/shell/Home";
import { Shell } from "@/app/shell/Shell";
import { SignedIn } from "@/app/SignedIn";
import { Splash } from "@/app/Splash";
import { patiently, patientRoute } from "@/lib/lazily";

const PAGES = FEATURES.flatMap((feature) => feature.routes.map(patientRoute));

/** All pages: signing in, and within the shell what the features have. */
export function routes(): RouteObject[] {
  return [
    {
      errorElement: <Fault />,
      hydrateFallbackElement: <Splash />,
      children: [
        { path: "/sign-in", lazy: patiently(() => import("@/app/pages/SignIn")) },
        { path: "/invitation", lazy: patiently(() => import("@/app/pages/Invitation")) },
        {
          element: <SignedIn />,
          children: [
            {
              element: <Shell />,
              children: [
                { index: true, path: "/", element: <Home /> },
                {
                  errorElement: <Fault />,
                  children: [...PAGES, { path: "*", element: <NotFound /> }],
                },
              ],
            },
          ],
        },
      ],
    },
  ];
}
