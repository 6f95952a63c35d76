//! A JSON value that remembers every member of an object, in order, and lets itself be read
//! as what it is and nothing else.

use super::wrong::{self, Wrong};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::StringDeserializer},
    forward_to_deserialize_any,
};
use serde_json::Number;
use std::{collections::HashSet, fmt};

/// A JSON value.
#[derive(Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// The text of a query's pair: a number where one is wanted.
    Pair(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON value")
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Bool(value))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
                Ok(Node::Number(number.into()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
                Ok(Node::Number(number.into()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
                Ok(Number::from_f64(number).map_or(Node::Null, Node::Number))
            }
            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Node, E> {
                Ok(Node::Text(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Node::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Node::Object(object))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Node {
    /// What it is, for whom something else was expected of.
    fn kind(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(_) | Self::Pair(_) => "text".to_owned(),
            Self::List(_) => "an array".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        }
    }

    fn refuse<T>(&self, wanted: &str) -> Result<T, Wrong> {
        Err(Wrong::instead(&self.kind(), wanted))
    }

    /// Reads null, true, false, a number or a text.
    fn scalar<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let form = wrong::form(&visitor);
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Number(number) => visit_number(&number, visitor),
            Self::Pair(text) => match text.parse() {
                Ok(number) if wrong::wanted(&visitor).starts_with("a whole number") => visitor.visit_u64(number),
                _ => Self::Text(text).scalar(visitor),
            },
            Self::Text(text) => visitor
                .visit_string::<Wrong>(text)
                .map_err(|wrong| form.map_or(wrong, |form| Wrong::instead("this text", form))),
            _ => visitor.visit_unit(),
        }
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Wrong> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(number), ..) => visitor.visit_u64(number),
        (_, Some(number), _) => visitor.visit_i64(number),
        (.., Some(number)) => visitor.visit_f64(number),
        _ => Err(Wrong::instead("this number", wrong::wanted(&visitor))),
    }
}

impl<'de> Deserializer<'de> for Node {
    type Error = Wrong;

    /// For what decides by the value itself: what a type tagged from within keeps until it has
    /// seen the tag, and the tagged type itself, which is an object.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::List(items) if wrong::wanted(&visitor) == "an object" => Self::List(items).refuse("an object"),
            Self::List(items) => visitor.visit_seq(Items(items.into_iter())),
            Self::Object(members) => visitor.visit_map(Members::new(members)?),
            scalar => scalar.scalar(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::List(items) => visitor.visit_seq(Items(items.into_iter())),
            other => other.refuse("an array"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Object(members) => visitor.visit_map(Members::new(members)?),
            other => other.refuse("an object"),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    /// One of several words. No wire type that is sent here is tagged from outside.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Text(text) | Self::Pair(text) => {
                let text: StringDeserializer<Wrong> = text.into_deserializer();
                visitor.visit_enum(text)
            }
            other => Err(Wrong::no_choice(&other.kind(), choices)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct identifier
    }
}

struct Items(std::vec::IntoIter<Node>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Members {
    members: std::vec::IntoIter<(String, Node)>,
    value: Option<Node>,
}

impl Members {
    /// The members of an object, each of which stands there once.
    fn new(members: Vec<(String, Node)>) -> Result<Self, Wrong> {
        let mut seen = HashSet::with_capacity(members.len());
        if let Some((twice, _)) = members.iter().find(|(name, _)| !seen.insert(name.as_str())) {
            return Err(Wrong::twice(twice));
        }
        Ok(Self {
            members: members.into_iter(),
            value: None,
        })
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Node::Text(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self.value.take().unwrap_or(Node::Null))
    }
}
