import type { Feature } from "@/lib/feature";
import { REPORT } from "@/lib/places";

import ReportTool from "./ReportTool";

/** Reporting an incident: from anywhere in a dialog, and at an address. */
export const feature: Feature = {
  routes: [{ path: REPORT, lazy: () => import("./ReportPage") }],
  headerAction: ReportTool,
};
