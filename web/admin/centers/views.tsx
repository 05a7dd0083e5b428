import { Spin } from "antd";
import { lazy, Suspense } from "react";
import type { View } from "../views";
import { CentersPage } from "./page";

const Dashboard = lazy(() => import("./dashboard").then(({ Dashboard }) => ({ default: Dashboard }))); // its charts are large

/** The views of this folder, in the order of the menu. */
export const centersViews: View[] = [
  { path: "dashboard", menu: "dashboard.menu", needs: ["READ_UNPUBLISHED"], element: (
      <Suspense fallback={<Spin />}>
        <Dashboard />
      </Suspense>
    ) },
  { path: "centers", menu: "centers.menu", element: <CentersPage /> },
];
