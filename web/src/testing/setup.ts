import "@testing-library/jest-dom/vitest";

import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

import { PATIENCE } from "@/testing/eventually";
import { stylesWithoutSheets } from "@/testing/styles";

// All tests share one document: whichever comes next finds it as the first did.
afterEach(() => {
  vi.useRealTimers();
  cleanup();
  notifications.clean();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});
configure({ asyncUtilTimeout: PATIENCE });

// No test loads a style sheet, and who looks for a role asks for the style of each element.
Object.assign(globalThis, { getComputedStyle: stylesWithoutSheets });
Object.assign(document.defaultView ?? {}, { getComputedStyle: stylesWithoutSheets });

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
