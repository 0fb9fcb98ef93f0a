import { render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { lazily, loadAgainNow, patiently, patientRoute } from "@/lib/lazily";

const CUT = new TypeError("Failed to fetch dynamically imported module");

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what cannot be loaded is tried again with growing pauses, for half a minute, and then is a fault", async () => {
  const began = Date.now();
  const tried: number[] = [];
  const load = () => {
    tried.push(Date.now() - began);
    return Promise.reject(CUT);
  };
  const failed = expect(patiently(load)()).rejects.toBe(CUT);
  await vi.advanceTimersByTimeAsync(60_000);
  await failed;
  expect(tried).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 23_500, 31_500]);
});

test.each([
  ["SIEMS answers", loadAgainNow],
  ["the network is there", () => dispatchEvent(new Event("online"))],
])("as soon as %s again, it is tried at once; meanwhile there is what stands in its place", async (_, happens) => {
  let line = false;
  const Page = lazily(() => (line ? Promise.resolve({ default: () => <p>The page</p> }) : Promise.reject(CUT)));
  render(
    <Suspense fallback={<p>Loading</p>}>
      <Page />
    </Suspense>,
  );
  await vi.advanceTimersByTimeAsync(4_000);
  expect(screen.getByText("Loading")).toBeInTheDocument();
  line = true;
  happens();
  vi.useRealTimers();
  expect(await screen.findByText("The page")).toBeInTheDocument();
});

test("a style sheet that failed is no longer in the page, so that it is loaded again as well", () => {
  const sheet = document.createElement("link");
  document.head.append(sheet);
  sheet.dispatchEvent(new Event("error"));
  expect(sheet.isConnected).toBe(false);
});

test("a page whose script did not come at once is shown when it does", async () => {
  let line = false;
  const load = () => (line ? Promise.resolve({ Component: () => <p>The page</p> }) : Promise.reject(CUT));
  const route = patientRoute({ path: "/page", lazy: load });
  const { Component = null } = await (route.lazy as () => Promise<{ Component?: React.ComponentType }>)();
  render(<Suspense fallback={<p>Loading</p>}>{Component && <Component />}</Suspense>);
  await vi.advanceTimersByTimeAsync(600);
  expect(screen.getByText("Loading")).toBeInTheDocument();
  line = true;
  loadAgainNow();
  vi.useRealTimers();
  expect(await screen.findByText("The page")).toBeInTheDocument();
});
