// The emoji data, which the build turns into modules.
declare module '*.tsv' {
  const text: string;

  // biome-ignore lint/style/noDefaultExport: what esbuild makes of a text file.
  export { text as default };
}
