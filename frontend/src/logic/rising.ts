/** Returns the numbers of a longest rising row among these, in their order: what stays where the rest is moved. */
export function longestRise(numbers: readonly number[]): Set<number> {
  const rows: number[][] = []
  for (const number of numbers) {
    const length = rows.findLastIndex((row) => row.at(-1)! < number) + 1
    rows[length] = [...(rows[length - 1] ?? []), number]
  }
  return new Set(rows.at(-1))
}
