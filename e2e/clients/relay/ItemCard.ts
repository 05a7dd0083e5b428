import { graphql } from "relay-runtime";

export const item = graphql`
  fragment ItemCard_item on ServiceItem {
    slug
    name
    owner {
      name
    }
  }
`;
