import { createContext, useContext, useEffect } from "react";
import { useAnswer } from "./api";
import { MayDocument, type Action, type ViewerQuery } from "./gql/graphql";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;

/** Who is signed in. */
export const ViewerContext = createContext<Viewer | undefined>(undefined);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (!viewer) throw new Error("a view outside of the shell");
  return viewer;
}

/** Takes what the view is about, for the title of the page. */
export const DetailContext = createContext<(detail: string | undefined) => void>(() => undefined);

/** Names what the view is about in the title of the page, as long as it is looked at. */
export function useDetail(detail: string | undefined): void {
  const tell = useContext(DetailContext);
  useEffect(() => {
    tell(detail);
    return () => tell(undefined);
  }, [tell, detail]);
}

/** Whether the viewer may do something somewhere, so that what would be refused is not offered; the API checks again. */
export function useMay(action: Action): boolean {
  return useViewer().actions.includes(action);
}

/** Whether the viewer may do something at one center or to one item: a right ends with its scope. */
export function useMayAt(action: Action, at: string | undefined): boolean {
  const somewhere = useMay(action);
  const { data } = useAnswer("may", MayDocument, { action, at: at ?? "" }, { enabled: somewhere && at !== undefined, staleTime: 60_000 });
  return data?.viewer?.can ?? false;
}
