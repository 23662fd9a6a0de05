/** Static pages: the gateway and the server hand out files, they do not render. */
export const ssr = false;
