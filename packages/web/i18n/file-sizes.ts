// The sizes of files, in units of 1,000 as operating systems and shops of apps count.

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Formats sizes in a language: 340 kB, 1.2 MB. */
export function fileSizesOf(language: string): (bytes: number) => string {
  const region = globalThis.navigator?.languages?.find((one) => one.startsWith(`${language}-`)) ?? language;
  return (bytes) => {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    const value = bytes / 1_000 ** power;
    return new Intl.NumberFormat(region, {
      style: 'unit',
      unit: UNITS[power] as string,
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
    }).format(value);
  };
}
