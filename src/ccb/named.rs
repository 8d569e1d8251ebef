//! The one shape of a closed set whose members are known by a name on the wire, in a tag or in a table.

/// Declares such a set: the enum, every member in order, its name, and the way back.
macro_rules! named_enum {
    (
        $(#[$meta:meta])*
        $name:ident: $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("Spelt `", $text, "`.")]
                $variant,
            )+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name, spelt as the specification spells it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Every name, in the order of declaration.
            pub fn names() -> Vec<&'static str> {
                Self::ALL.iter().map(|member| member.name()).collect()
            }

            /// The member of exactly that name, if there is one; case carries meaning.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        /// By its name.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                let unknown = || {
                    let allowed = Self::names().join(", ");
                    serde::de::Error::custom(format!("`{name}` is none of {allowed}"))
                };
                Self::from_name(&name).ok_or_else(unknown)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": Self::names() })
            }
        }
    };
}

pub(crate) use named_enum;
