/** Which products a partition number has, and under which row its pipeline keeps them. */

export interface PartitionLayout {
  /** By partition: catalogue indexes of its products, ascending. */
  readonly productIndexes: readonly Int32Array[];
  /** By catalogue index: the product's row in its partition. */
  readonly rowOfProduct: Int32Array;
}

/** @param partitionOfProduct by catalogue index, each in `[0, partitions)` */
export function partitionLayout(
  partitionOfProduct: Int32Array,
  partitions: number,
): PartitionLayout {
  const rows: number[][] = Array.from({ length: partitions }, () => []);
  const rowOfProduct = new Int32Array(partitionOfProduct.length);
  for (const [productIndex, partition] of partitionOfProduct.entries()) {
    const own = rows[partition];
    if (own === undefined) throw new Error(`No partition has the number ${partition}.`);
    rowOfProduct[productIndex] = own.length;
    own.push(productIndex);
  }
  return { productIndexes: rows.map((own) => Int32Array.from(own)), rowOfProduct };
}
