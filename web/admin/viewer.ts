import { createContext, useContext } from "react";
import type { Action, ViewerQuery } from "./gql/graphql";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;

/** Who is signed in. */
export const ViewerContext = createContext<Viewer | undefined>(undefined);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("a view outside of the shell");
  return viewer;
}

/** Whether the viewer may do something somewhere, so that what would be refused is not offered; the API checks again. */
export function useMay(action: Action): boolean {
  return useViewer().actions.includes(action);
}
