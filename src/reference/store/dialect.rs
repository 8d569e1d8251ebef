//! What the engines spell differently.

use crate::ccb::database::Engine;

/// An engine's own words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// The type of a time without zone, to the second.
    pub(super) datetime: &'static str,
    /// The type of a text of any length.
    pub(super) document: &'static str,
    /// What follows the columns of a table.
    pub(super) table_options: &'static str,
    /// The index of `callbackevent` among its columns, where it cannot be made by a statement of its own.
    pub(super) index_inside: &'static str,
    /// The statement that makes it otherwise.
    pub(super) index_beside: &'static str,
    /// What makes a view that may be there.
    pub(super) create_view: &'static str,
    /// Every table and view that is there, whether it is a view, and its columns in their order; all in small letters.
    pub(super) catalogue: &'static str,
}

/// `information_schema` of the schema that a function names.
macro_rules! catalogue_of {
    ($schema:literal) => {
        concat!(
            "select lower(t.table_name), case t.table_type when 'VIEW' then 'view' else 'table' end, lower(c.column_name)
             from information_schema.tables t join information_schema.columns c
               on c.table_schema = t.table_schema and c.table_name = t.table_name
             where t.table_schema = ",
            $schema,
            " order by t.table_name, c.ordinal_position"
        )
    };
}

const SQLITE: Dialect = Dialect {
    datetime: "datetime",
    document: "text",
    table_options: "",
    index_inside: "",
    index_beside: "create index if not exists callbackevent_surrogateid on callbackevent (surrogateid);",
    create_view: "create view if not exists",
    catalogue: "select lower(m.name), m.type, lower(c.name) from sqlite_master m join pragma_table_info(m.name) c
                where m.type in ('table', 'view') order by m.name, c.cid",
};

const POSTGRES: Dialect = Dialect {
    datetime: "timestamp(0) without time zone",
    create_view: "create or replace view",
    catalogue: catalogue_of!("current_schema()"),
    ..SQLITE
};

const MYSQL: Dialect = Dialect {
    document: "mediumtext",
    // Transactions need InnoDB; names and numbers are compared as they are.
    table_options: " engine = InnoDB, default character set = utf8mb4, collate = utf8mb4_bin",
    index_inside: ", index callbackevent_surrogateid (surrogateid)",
    index_beside: "",
    create_view: "create or replace view",
    catalogue: catalogue_of!("database()"),
    ..SQLITE
};

impl Dialect {
    /// That of an engine that the servlet can store in.
    pub(super) const fn of(engine: Engine) -> Option<Self> {
        match engine {
            Engine::Sqlite => Some(SQLITE),
            Engine::Postgres => Some(POSTGRES),
            Engine::Mysql => Some(MYSQL),
            Engine::Odbc => None,
        }
    }
}
