import { render, type RenderResult } from "@testing-library/react";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { createMemoryRouter, RouterProvider } from "react-router";
import { onTestFinished } from "vitest";
import { Provider } from "urql";

import { theme, tokens } from "@/app/theme";
import { Actions } from "@/lib/actions/actions";
import { ActionsContext } from "@/lib/actions/context";
import { createClient } from "@/lib/graphql/client";
import { ShortcutsContext } from "@/lib/keyboard/context";
import { Shortcuts } from "@/lib/keyboard/shortcuts";
import { LiveContext } from "@/lib/live/context";
import { LiveFeed } from "@/lib/live/feed";
import { Socket } from "@/lib/live/socket";
import { SessionContext } from "@/lib/session/context";
import { Session } from "@/lib/session/session";
import { FakeApi, type Handler } from "@/testing/fakeApi";
import { FakeSocketServer } from "@/testing/fakeSocket";
import { person, signedIn } from "@/testing/people";

interface Options {
  /** The address, and the pattern that it matches if it has parameters. */
  at?: string;
  path?: string;
  viewer?: ReturnType<typeof person>;
  /** What SIEMS answers, by operation. */
  api?: Record<string, Handler>;
}

export interface Rendered extends RenderResult {
  readonly api: FakeApi;
  readonly server: FakeSocketServer;
  readonly actions: Actions;
  /** Where the page is. */
  readonly address: () => string;
}

/**
 * Renders a page for somebody who is signed in, with everything around it that is there in life: session, cache, live
 * feed, router, shortcuts. Only the network is not real.
 */
export async function renderPage(page: React.ReactNode, options: Options = {}): Promise<Rendered> {
  const { at = "/", path = "*", viewer = person(), api: handlers = {} } = options;
  const api = new FakeApi({
    RefreshSession: () => ({ data: { refreshSession: signedIn("token-1", viewer) } }),
    EventCursor: () => ({ data: { eventCursor: "c0" } }),
    ...handlers,
  });
  const server = new FakeSocketServer();
  const session = new Session();
  await session.renew();
  const socket = new Socket(session, server.Implementation);
  const client = createClient(session, socket);
  const live = new LiveFeed({ client, socket, session });
  await live.start();
  const [shortcuts, actions] = [new Shortcuts(), new Actions()];
  document.addEventListener("keydown", shortcuts.hear);
  onTestFinished(() => {
    document.removeEventListener("keydown", shortcuts.hear);
    live.stop();
    socket.close();
    session.close();
  });
  const router = createMemoryRouter(
    [
      { path, element: page },
      { path: "*", element: null },
    ],
    { initialEntries: [at] },
  );
  const rendered = render(
    <MantineProvider theme={theme} cssVariablesResolver={tokens} env="test">
      <Notifications />
      <SessionContext value={session}>
        <ShortcutsContext value={shortcuts}>
          <ActionsContext value={actions}>
            <Provider value={client}>
              <LiveContext value={live}>
                <RouterProvider router={router} />
              </LiveContext>
            </Provider>
          </ActionsContext>
        </ShortcutsContext>
      </SessionContext>
    </MantineProvider>,
  );
  const address = () => {
    const { pathname, search } = router.state.location;
    return `${pathname}${decodeURIComponent(search)}`;
  };
  return { ...rendered, api, server, actions, address };
}
