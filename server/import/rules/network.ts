/** Stands for rows that belong to no one library: only who may import for the whole network brings them. */
export const NETWORK = '*';
