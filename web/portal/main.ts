import { API } from "../shared/api";
import { followCatalog } from "./live";
import { suggest } from "./suggest";
import { reckonDue } from "./due";
import { followHall } from "./hall";
import { tickMaterials } from "./materials";
import "./style.css";
import "./hall.css";

const api = new API("onewindow-portal", document.documentElement.lang);

/** What a page can do beyond its text; it is done again when the server has written the page anew. */
function enliven(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[action='/search']")) suggest(form, api);
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.print")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
  tickMaterials();
  reckonDue(api);
}

enliven();
if ("follows" in document.body.dataset) followCatalog(api, enliven);
if ("hall" in document.body.dataset) followHall(api);
