import { MediaQuery } from 'svelte/reactivity';

/** A panel as low as 600 px, where only the list and the buttons have room. */
export const smallPanel = new MediaQuery('max-height: 800px');
/** Two columns: what is shown stands beside what can be done. */
export const wide = new MediaQuery('orientation: landscape');

const ROOMY_LINES = 5;

/** Little room for each line: dates shorten their names, buttons show their picture alone. */
export const isTight = (lines: number): boolean => lines > ROOMY_LINES || smallPanel.current;
