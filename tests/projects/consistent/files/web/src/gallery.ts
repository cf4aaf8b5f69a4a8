export const previews = 20;
