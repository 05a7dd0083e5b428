import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Operation } from "../../shared/api";
import { api } from "../api";

/** The milliseconds within which a view asks again after a change: not all pages at once, and once for many changes. */
const spread = 500;

/** The milliseconds after which a subscription that the server ended is begun again: this page was too slow for it. */
const later = 15_000;

/**
 * Has what others change show without a reload: what is kept under the names is asked for again when a subscription tells
 * of something, and after the line was down; all that a view shows where no names are given. Filters, what is chosen and
 * what was typed are not part of it and stay.
 */
export function useNews<Answer>(operation: Operation<Answer, Record<string, never>>, names?: readonly string[], also?: () => void): void {
  const queries = useQueryClient();
  useEffect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      soon ??= setTimeout(() => {
        soon = undefined;
        void queries.invalidateQueries({
          ...(names && { predicate: ({ queryKey }) => names.includes(String(queryKey[0])) }),
          refetchType: document.hidden ? "none" : "active", // nobody looks: what is stale is asked for when somebody does
        });
        also?.();
      }, Math.random() * spread);
    };
    let stop: () => void;
    let again: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      stop = api.follow(
        operation,
        {},
        look,
        (up) => up && look(), // what was missed
        () => {
          stop();
          again = setTimeout(() => {
            begin();
            look();
          }, later);
        },
      );
    };
    begin();
    return () => {
      stop();
      clearTimeout(again);
      clearTimeout(soon);
    };
  }, [queries]);
}
