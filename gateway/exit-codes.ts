/** How the program ends, for whoever watches over it (systemd: `Restart=always`, or `RestartForceExitStatus=75`). */

/** To be started again at once: staff have asked for it (sysexits.h, EX_TEMPFAIL). */
export const START_AGAIN = 75;
