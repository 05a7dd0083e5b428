import type { ReactElement } from "react";
import { centersViews } from "./centers/views";
import type { Action } from "./gql/graphql";
import { deskViews } from "./desk/views";
import { itemsViews } from "./items/views";
import { peopleViews } from "./people/views";

/** A view of the admin pages. */
export interface View {
  /** Its path behind /admin/, as react-router writes it. */
  path: string;
  /** The key of its name in the menu; without one it is reached from other views only. */
  menu?: string;
  /** One of these has to be among what the viewer may do; left out, everybody who is signed in sees it. */
  needs?: Action[];
  element: ReactElement;
}

export const views: View[] = [...centersViews, ...itemsViews, ...deskViews, ...peopleViews];
