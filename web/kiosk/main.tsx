import { createRoot } from "react-dom/client";
import { Kiosk, place } from "./kiosk";
import "./style.css";

const address = new URLSearchParams(location.search);

/** Which center this machine is to stand in: as the address says, or as it was set up. */
const code = address.get("center") ?? localStorage.getItem(place) ?? undefined;

/** After how many seconds without a touch the machine goes back to its start. */
const patience = Number(address.get("timeout")) || 60;

createRoot(document.getElementById("page")!).render(<Kiosk code={code} patience={patience} />);
