export * from "../gql/graphql";

/** What a userError tells. */
export interface UserErrorFields {
  field: readonly string[];
  code: string;
  message: string;
}
