import { createRoot } from "react-dom/client";
import { API } from "../shared/api";
import { languageNow } from "../shared/language";
import { CatalogDocument } from "./gql/graphql";

const api = new API("onewindow-portal", languageNow());
const { catalog } = await api.ask(CatalogDocument, {});
createRoot(document.getElementById("page")!).render(<p>{catalog?.revision}</p>);
