import { act, renderHook } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router";
import { expect, test } from "vitest";

import { anyOf, flag, oneOf, text, useUrlState } from "@/lib/routing/urlState";

const FIELDS = {
  text,
  mine: flag,
  sort: oneOf(["newest", "oldest"]),
  status: anyOf(["OPEN", "ASSIGNED", "CLOSED"], ["OPEN"]),
};

function at(address: string) {
  const { result } = renderHook(() => ({ state: useUrlState(FIELDS), search: useLocation().search }), {
    wrapper: ({ children }) => <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>,
  });
  return {
    state: () => result.current.state[0],
    change: (changed: Parameters<(typeof result.current.state)[1]>[0]) => act(() => result.current.state[1](changed)),
    search: () => decodeURIComponent(result.current.search),
  };
}

test("without parameters everything is as usual", () => {
  expect(at("/x").state()).toEqual({ text: "", mine: false, sort: "newest", status: ["OPEN"] });
});

test("what the address says is read, and what is unknown left out", () => {
  const page = at("/x?text=disk%20full&mine=yes&sort=sideways&status=CLOSED,NONSENSE,OPEN");
  expect(page.state()).toEqual({ text: "disk full", mine: true, sort: "newest", status: ["OPEN", "CLOSED"] });
});

test("a change is written to the address, in one way only, and leaves the parameters of others alone", () => {
  const page = at("/x?other=1");
  page.change({ status: ["CLOSED", "ASSIGNED"], sort: "oldest" });
  expect(page.search()).toBe("?other=1&status=ASSIGNED,CLOSED&sort=oldest");
  page.change({ status: [], sort: "newest", text: "a&b" });
  expect(page.search()).toBe("?other=1&status=none&text=a&b");
  expect(page.state()).toEqual({ text: "a&b", mine: false, sort: "newest", status: [] });
  page.change({ status: ["OPEN"], text: "" });
  expect(page.search()).toBe("?other=1");
});
