import type { Feature } from "@/lib/feature";
import { lazily } from "@/lib/lazily";

export const REPORT_PATH = "/report";

/** Reporting an incident: from anywhere in a dialog, and at an address. */
export const feature: Feature = {
  routes: [{ path: REPORT_PATH, lazy: () => import("./ReportPage") }],
  headerAction: lazily(() => import("./ReportTool")),
};
