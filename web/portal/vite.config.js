import { page } from "../build.js";

export default page("portal");
