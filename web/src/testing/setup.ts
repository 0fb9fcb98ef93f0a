import "@testing-library/jest-dom/vitest";

import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
  notifications.clean();
});
configure({ asyncUtilTimeout: 20_000 });

// What jsdom lacks and Mantine asks for.
const nothing = (): void => undefined;
const matchMedia = (media: string) => ({
  matches: false,
  media,
  addEventListener: nothing,
  removeEventListener: nothing,
});

class Unobserving {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
}
Object.assign(globalThis, {
  matchMedia,
  ResizeObserver: Unobserving,
  IntersectionObserver: Unobserving,
  scrollTo: nothing,
});
Object.assign(document, { fonts: { addEventListener: nothing, removeEventListener: nothing } });
Element.prototype.scrollIntoView = nothing;
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
