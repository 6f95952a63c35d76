//! What a row of the table of operations says.

use domain::organisation::Role;

/// The HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes or does; or reads with a secret in the body.
    Post,
    /// Replaces.
    Put,
}

impl Method {
    /// As it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; there is no authorizer before it.
    Public,
    /// Whoever the issuer vouches for, bound to a user or not.
    Identity,
    /// Any user.
    User,
    /// Users who hold any of these roles.
    Roles(&'static [Role]),
}

/// The groups of operations that an API token is made for (spec chapter 6, 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenScope {
    /// Organisations, what is agreed with them, and what they may.
    Organisations,
    /// Users and their roles.
    Users,
    /// Orders that are shipped.
    Orders,
    /// Lists that are the same for everybody.
    Catalogue,
    /// The licence bin, licences and licence files.
    Licences,
    /// Customers and their locations.
    Customers,
    /// Software assurance.
    Assurance,
    /// Upgrades of a tenant.
    Upgrades,
    /// The vendor's review of upgrades.
    OrderForms,
    /// Endpoints that are called.
    Webhooks,
    /// Activation codes.
    Codes,
    /// Subscriptions and devices.
    Subscriptions,
    /// Packages and requests to activate them.
    Packages,
}

impl TokenScope {
    /// As it stands in a token and in the OpenAPI document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Users => "users",
            Self::Orders => "orders",
            Self::Catalogue => "catalogue",
            Self::Licences => "licences",
            Self::Customers => "customers",
            Self::Assurance => "assurance",
            Self::Upgrades => "upgrades",
            Self::OrderForms => "order-forms",
            Self::Webhooks => "webhooks",
            Self::Codes => "codes",
            Self::Subscriptions => "subscriptions",
            Self::Packages => "packages",
        }
    }
}

/// Whose thing an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The caller alone.
    Caller,
    /// What the caller's own organisation has, made or ordered.
    Own,
    /// The organisation in the path: the vendor names any, others their own alone.
    Named,
    /// What the whole deployment has, which is the vendor's to see.
    Desk,
    /// What a link from a mail is about; whoever has the link is its addressee.
    Link,
    /// Nobody's; it is the same for everybody.
    Public,
}

impl About {
    /// As it stands in logs and in the OpenAPI document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Own => "own",
            Self::Named => "named",
            Self::Desk => "desk",
            Self::Link => "link",
            Self::Public => "public",
        }
    }
}

/// What comes of sending a request again (spec chapter 6, 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It changes nothing.
    Safe,
    /// Under the same `Idempotency-Key` it gets the first answer; without a key it is done again.
    Key,
    /// It is done once, key or not; the sentence says why.
    ByNature(&'static str),
    /// It is done anew each time, key or not; the sentence says why.
    Not(&'static str),
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Kebab-case, unique; the OpenAPI operation id.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// The group of operations that a token has to be good for; none for what no token reaches.
    pub scope: Option<TokenScope>,
    /// Whose thing it is about.
    pub about: About,
    /// Whether whoever acts for another user may do it in that user's name (spec chapter 4, 1).
    pub on_behalf: bool,
    /// What comes of sending it again.
    pub idempotency: Idempotency,
    /// The folder in `functions/` that does it.
    pub function: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
}

impl Operation {
    /// Whether it changes something.
    pub const fn changes(&self) -> bool {
        !matches!(self.idempotency, Idempotency::Safe)
    }

    /// What a token has to be good for: the group of operations, and whether it may change
    /// anything there. None for what no token reaches.
    pub fn token_scope(&self) -> Option<String> {
        let may = if self.changes() { "change" } else { "read" };
        self.scope.map(|scope| format!("{}:{may}", scope.word()))
    }

    /// Whether an idempotency key means something to it.
    pub const fn takes_key(&self) -> bool {
        matches!(self.idempotency, Idempotency::Key)
    }
}

/// An operation with its types.
pub trait Endpoint {
    /// Its row.
    const OPERATION: Operation;
    /// The ids in the path, in order; `()` for none.
    type Path;
    /// The body of a POST or PUT, the query of a GET.
    type Request;
    /// The answer when it succeeds.
    type Response;
}

/// A request of an operation that is public: what in it vouches for whoever sends it. Answers
/// that are remembered under an idempotency key belong to whoever has the same.
pub trait Vouched {
    /// The token of a link; empty where nothing has to be vouched for.
    fn voucher(&self) -> &str;
}

impl Vouched for () {
    fn voucher(&self) -> &str {
        ""
    }
}
