import { useQuery, type UseQueryOptions } from "@tanstack/react-query";
import { API, AskError, type AskOptions, type Operation } from "../shared/api";
import { languageNow } from "../shared/language";
import { ViewerDocument } from "./gql/graphql";

/** The API as the admin pages ask it; `ended` is told when it knows nobody any more, unless it was asked just that. */
class SignedInAPI extends API {
  ended: () => void = () => undefined;
  override async ask<Answer, Variables>(operation: Operation<Answer, Variables>, variables: Variables, options?: AskOptions): Promise<Answer> {
    try {
      return await super.ask(operation, variables, options);
    } catch (error) {
      const asksWho = String(operation) === String(ViewerDocument);
      if (error instanceof AskError && error.signedOut && !asksWho) this.ended();
      throw error;
    }
  }
}

export const api = new SignedInAPI("onewindow-admin", languageNow());

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
