export const form = "old";
