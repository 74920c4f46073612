/** A model's name, which may break anywhere but does not reorder its surroundings. */
export function ModelName({ name }: { name: string }) {
  return <bdi className="model-name">{name}</bdi>;
}
