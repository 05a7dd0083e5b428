import { createRoot } from "react-dom/client";
import { Kiosk } from "./kiosk";
import "./style.css";

/** Which center this machine stands in: set up once, by the address or on the first screen. */
const address = new URLSearchParams(location.search);
const key = "onewindow.kiosk.center";
const code = address.get("center") ?? localStorage.getItem(key) ?? undefined;
if (code) localStorage.setItem(key, code);

/** After how many seconds without a touch the machine goes back to its start. */
const patience = Number(address.get("timeout")) || 60;

void navigator.serviceWorker?.register("/kiosk/sw.js", { type: "module", scope: "/kiosk/" });

createRoot(document.getElementById("page")!).render(<Kiosk code={code} patience={patience} />);
