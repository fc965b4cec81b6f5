// The modules of single icons, which Lucide publishes without types.
declare module 'lucide/dist/esm/icons/*.mjs' {
  const shapes: readonly (readonly [shape: string, attributes: Readonly<Record<string, string>>])[];

  // biome-ignore lint/style/noDefaultExport: Lucide's choice.
  export { shapes as default };
}
