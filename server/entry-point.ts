/** The file that starts the command line; our own processes are started through it. */
export const entryPoint = new URL("./automc.mjs", import.meta.url);
