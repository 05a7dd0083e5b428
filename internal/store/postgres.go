package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/lib/pq"
)

// openPostgres opens a pool whose connections send JSON as text. With
// binary_parameters lib/pq sends every byte slice in PostgreSQL's binary form,
// and jsonb's binary form is not plain JSON.
func openPostgres(source string) (*sql.DB, error) {
	c, err := pq.NewConnector(source)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{c}), nil
}

type connector struct{ *pq.Connector }

// Connect opens one connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(postgresConn)
	if !ok {
		_ = opened.Close()
		return nil, fmt.Errorf("the PostgreSQL driver's connection %T lacks what the store needs", opened)
	}
	return jsonAsText{conn}, nil
}

// postgresConn is all that database/sql asks of lib/pq's connections.
type postgresConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

type jsonAsText struct{ postgresConn }

// CheckNamedValue turns JSON into a string.
func (c jsonAsText) CheckNamedValue(v *driver.NamedValue) error {
	if raw, ok := v.Value.(json.RawMessage); ok {
		v.Value = string(raw)
		return nil
	}
	return c.postgresConn.CheckNamedValue(v)
}
