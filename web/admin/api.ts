import { useQuery, type UseQueryOptions } from "@tanstack/react-query";
import { API, type Operation } from "../shared/api";
import { languageNow } from "../shared/language";

/** The API as the admin pages ask it. */
export const api = new API("onewindow-admin", languageNow());

/** What one operation answers, kept under its name and variables; a mutation invalidates by the same names. */
export function useAnswer<Answer, Variables>(
  name: string,
  operation: Operation<Answer, Variables>,
  variables: Variables,
  options: Omit<UseQueryOptions<Answer>, "queryKey" | "queryFn"> = {},
) {
  return useQuery<Answer>({
    queryKey: [name, variables],
    queryFn: ({ signal }) => api.ask(operation, variables, { signal }),
    ...options,
  });
}
