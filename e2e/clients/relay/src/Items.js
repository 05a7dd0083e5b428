import { graphql } from "react-relay";

export const query = graphql`
  query ItemsQuery($text: String, $count: Int!, $cursor: String) {
    ...Items_list @arguments(text: $text, count: $count, cursor: $cursor)
  }
`;

export const list = graphql`
  fragment Items_list on Query
  @argumentDefinitions(text: { type: "String" }, count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ItemsPaginationQuery") {
    items(filter: { text: $text }, first: $count, after: $cursor) @connection(key: "Items_items") {
      edges {
        node {
          id
          ...Items_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment Items_row on ServiceItem
  @argumentDefinitions(places: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "ItemOfferingsQuery") {
    name
    offerings(first: $places, after: $after) @connection(key: "Item_offerings") {
      edges {
        node {
          mode
          center {
            name
          }
        }
      }
    }
  }
`;
