import { Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { FindCentersDocument, FindDepartmentsDocument, FindDivisionsDocument, FindItemsDocument, FindStaffDocument } from "../gql/graphql";

/** What can be looked for by its name. */
export type Kind = "center" | "department" | "division" | "item" | "staff";

type Found = readonly { id: string; name: string }[];

const finders: Record<Kind, (text: string, signal: AbortSignal) => Promise<Found>> = {
  center: async (text, signal) => (await api.ask(FindCentersDocument, { text }, { signal })).centers?.nodes ?? [],
  department: async (text, signal) => (await api.ask(FindDepartmentsDocument, { text }, { signal })).departments?.nodes ?? [],
  division: async (text, signal) => (await api.ask(FindDivisionsDocument, { text }, { signal })).divisions?.nodes ?? [],
  item: async (text, signal) => (await api.ask(FindItemsDocument, { text }, { signal })).items?.nodes ?? [],
  staff: async (text, signal) => ((await api.ask(FindStaffDocument, { text }, { signal })).staff?.nodes ?? []).map(({ id, name, number }) => ({ id, name: `${name} ${number}` })),
};

interface Props {
  id: string;
  kind: Kind;
  many?: boolean;
  value?: string | string[];
  onChange?: (value: string | string[]) => void;
}

/** Chooses a center, department, division, item or person by a part of its name; an item as the search finds it. */
export function FindOne({ id, kind, many = false, value, onChange }: Props) {
  const [found, setFound] = useState<Found>([]);
  const asked = useRef<AbortController>(undefined);

  async function look(text: string): Promise<void> {
    asked.current?.abort();
    const { signal } = (asked.current = new AbortController());
    try {
      const more = await finders[kind](text, signal);
      // What is chosen keeps its name, though it is not found any more.
      setFound((old) => [...more, ...old.filter((one) => !more.some((other) => other.id === one.id))]);
    } catch (error) {
      if (!signal.aborted) console.error(error);
    }
  }
  useEffect(() => void look(""), [kind]);

  return (
    <Select
      id={id}
      allowClear
      showSearch={{ ...(kind === "item" ? { filterOption: false } : { optionFilterProp: "label" }), onSearch: (text) => void look(text) }}
      options={found.map((one) => ({ value: one.id, label: one.name }))}
      {...(value !== undefined && { value })}
      {...(onChange && { onChange })}
      {...(many && { mode: "multiple" as const })}
    />
  );
}
