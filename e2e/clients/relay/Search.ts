import { graphql } from "relay-runtime";

/** The list of items at the root, which has no id to load more by. */
export const results = graphql`
  fragment Search_results on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }, filter: { type: "ItemFilter" })
  @refetchable(queryName: "SearchResultsQuery") {
    items(first: $count, after: $cursor, filter: $filter) @connection(key: "Search_items") {
      edges {
        node {
          ...ItemCard_item
        }
      }
      totalCount
    }
  }
`;

/** From the end backwards. */
export const newest = graphql`
  fragment Search_lastDepartments on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "SearchLastDepartmentsQuery") {
    departments(last: $count, before: $cursor) @connection(key: "Search_departments") {
      edges {
        node {
          name
        }
      }
    }
  }
`;

export const page = graphql`
  query SearchQuery($filter: ItemFilter) {
    ...Search_results @arguments(filter: $filter)
    ...Search_lastDepartments
  }
`;

export const change = graphql`
  mutation SearchSuspendMutation($input: SuspendItemInput!) {
    suspendItem(input: $input) {
      item {
        ...ItemCard_item
      }
      userErrors {
        field
        message
      }
    }
  }
`;
