// @ts-check
/** `node load.js <plan as JSON>`: put one load on one server, print the figures as JSON. */
import * as loads from "./loads.js";

/** @type {import("./loads.js").Plan} */
const plan = JSON.parse(process.argv[2]);
const report = await loads[/** @type {keyof typeof loads} */ (plan.load)](plan);
console.log(JSON.stringify(report));
