//! Which tokens vouch for somebody: tables of headers and claims, keys that come and go.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod issuer;

use authorize::{Authorizer, Refused};
use chrono::{DateTime, TimeDelta, Utc};
use issuer::{AUDIENCE, EC, ED, ISSUER, Issuer, RSA, now};
use serde_json::{Value, json};

/// Claims of an access token as RFC 9068 has them.
fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "dora", "aud": AUDIENCE, "client_id": "another-site", "jti": "1", "scope": "openid",
        "iat": now().timestamp(), "exp": now().timestamp() + 600,
    })
}

/// Claims of an access token as Cognito has them.
fn of_cognito() -> Value {
    json!({
        "iss": ISSUER, "sub": "dora", "client_id": AUDIENCE, "token_use": "access", "version": 2, "username": "dora",
        "origin_jti": "2", "jti": "3", "scope": "openid", "auth_time": now().timestamp(),
        "iat": now().timestamp(), "exp": now().timestamp() + 600,
    })
}

/// Claims of an ID token as Cognito has them.
fn of_cognitos_id_token() -> Value {
    json!({
        "iss": ISSUER, "sub": "dora", "aud": AUDIENCE, "token_use": "id", "cognito:username": "dora",
        "email": "dora@example.com", "auth_time": now().timestamp(),
        "iat": now().timestamp(), "exp": now().timestamp() + 600,
    })
}

fn with(mut of: Value, changes: Value) -> Value {
    let (Some(to), Value::Object(changes)) = (of.as_object_mut(), changes) else {
        panic!("an object is changed by an object");
    };
    for (name, value) in changes {
        match value {
            Value::Null => to.remove(&name),
            value => to.insert(name, value),
        };
    }
    of
}

/// A header by this key; null takes a member away.
fn header(key: &issuer::Key, changes: Value) -> Value {
    with(json!({ "alg": key.algorithm, "kid": key.id, "typ": "at+jwt" }), changes)
}

async fn asked(authorizer: &Authorizer, token: &str, at: DateTime<Utc>) -> Result<String, Refused> {
    let identity = authorizer.authorize(Some(&format!("Bearer {token}")), at).await?;
    assert_eq!(identity.issuer, ISSUER);
    Ok(identity.subject)
}

#[tokio::test]
async fn an_access_token_says_that_it_is_one() {
    let issuer = Issuer::with(&[&ED, &RSA, &EC]).await;
    let authorizer = issuer.authorizer();
    let none = json!({ "typ": null });
    let jwt = json!({ "typ": "JWT" });
    let id = with(claims(), json!({ "auth_time": now().timestamp(), "nonce": "n" }));
    for (what, changes, claims, good) in [
        ("RFC 9068", json!({}), claims(), true),
        (
            "its type in full",
            json!({ "typ": "application/at+jwt" }),
            claims(),
            true,
        ),
        ("its type in capitals", json!({ "typ": "AT+JWT" }), claims(), true),
        (
            "its audience among others",
            json!({}),
            with(claims(), json!({ "aud": ["other", AUDIENCE] })),
            true,
        ),
        ("of Cognito", none.clone(), of_cognito(), true),
        ("of Cognito, with the type of any JWT", jwt.clone(), of_cognito(), true),
        (
            "of Cognito, for a resource of ours",
            none.clone(),
            with(of_cognito(), json!({ "aud": AUDIENCE })),
            true,
        ),
        // What else an issuer signs with the same key.
        ("an ID token", jwt.clone(), id.clone(), false),
        ("an ID token without a type", none.clone(), id.clone(), false),
        ("an ID token of Cognito", none.clone(), of_cognitos_id_token(), false),
        (
            "an ID token of Cognito that is called an access token",
            json!({}),
            of_cognitos_id_token(),
            false,
        ),
        (
            "a refresh token",
            none.clone(),
            with(of_cognito(), json!({ "token_use": "refresh" })),
            false,
        ),
        (
            "use in another case",
            none.clone(),
            with(of_cognito(), json!({ "token_use": "Access" })),
            false,
        ),
        ("a logout token", json!({ "typ": "logout+jwt" }), claims(), false),
        (
            "a logout token that says access",
            json!({ "typ": "logout+jwt" }),
            of_cognito(),
            false,
        ),
        (
            "a licence file's type",
            json!({ "typ": "licence+jwt" }),
            of_cognito(),
            false,
        ),
        ("an empty type", json!({ "typ": "" }), of_cognito(), false),
        ("a type that begins so", json!({ "typ": "at+jwt-id" }), claims(), false),
        (
            "a type of somebody's own",
            json!({ "typ": "application/x.at+jwt" }),
            claims(),
            false,
        ),
        (
            "its type twice in full",
            json!({ "typ": "application/application/at+jwt" }),
            claims(),
            false,
        ),
        // Whom it is for.
        (
            "RFC 9068, for nobody",
            json!({}),
            with(claims(), json!({ "aud": null })),
            false,
        ),
        (
            "RFC 9068, for nobody, by our client",
            json!({}),
            with(claims(), json!({ "aud": null, "client_id": AUDIENCE })),
            false,
        ),
        (
            "for somebody else, by our client",
            json!({}),
            with(claims(), json!({ "aud": "other", "client_id": AUDIENCE })),
            false,
        ),
        (
            "of Cognito, by another client",
            none.clone(),
            with(of_cognito(), json!({ "client_id": "other" })),
            false,
        ),
        (
            "of Cognito, by no client",
            none.clone(),
            with(of_cognito(), json!({ "client_id": null })),
            false,
        ),
        (
            "of Cognito, for another resource",
            none.clone(),
            with(of_cognito(), json!({ "aud": "other" })),
            false,
        ),
        (
            "by another issuer",
            json!({}),
            with(claims(), json!({ "iss": "https://evil.example.com" })),
            false,
        ),
        // Extensions that have to be understood.
        ("an extension", json!({ "crit": ["exp"], "exp": 1 }), claims(), false),
        (
            "unencoded payload",
            json!({ "crit": ["b64"], "b64": true }),
            claims(),
            false,
        ),
        ("no extension, but said so", json!({ "crit": [] }), claims(), false),
        ("an extension that is no name", json!({ "crit": [1] }), claims(), false),
    ] {
        for key in [&ED, &RSA, &EC] {
            let token = key.sign(&header(key, changes.clone()), &claims);
            let answer = asked(&authorizer, &token, now()).await;
            assert_eq!(
                answer.ok().as_deref(),
                good.then_some("dora"),
                "{what}, {}",
                key.algorithm
            );
        }
    }
}

#[tokio::test]
async fn the_key_says_how_it_signs() {
    let issuer = Issuer::with(&[&ED, &RSA, &EC]).await;
    let authorizer = issuer.authorizer();
    for key in [&ED, &RSA, &EC] {
        for algorithm in [
            "EdDSA", "RS256", "RS384", "PS256", "ES256", "ES384", "HS256", "none", "Ed25519",
        ] {
            let token = key.sign_as(algorithm, &header(key, json!({ "alg": algorithm })), &claims());
            let answer = asked(&authorizer, &token, now()).await;
            assert_eq!(
                answer.is_ok(),
                algorithm == key.algorithm,
                "{} by {algorithm}",
                key.algorithm
            );
        }
        // Under the name of another key.
        for other in [&ED, &RSA, &EC].into_iter().filter(|other| other.id != key.id) {
            let token = key.sign(&header(key, json!({ "kid": other.id })), &claims());
            assert!(
                asked(&authorizer, &token, now()).await.is_err(),
                "{} as {}",
                key.id,
                other.id
            );
        }
    }
}

#[tokio::test]
async fn a_key_for_something_else_verifies_nothing_and_stands_in_nobodys_way() {
    let issuer = Issuer::with(&[]).await;
    issuer.publish(json!({ "keys": [
        { "kty": "AKP", "alg": "ML-DSA-44", "kid": "new", "pub": "AAAA" },
        { "kty": "RSA" },
        "no key",
        with(RSA.public(), json!({ "kid": "encrypts", "use": "enc" })),
        with(RSA.public(), json!({ "kid": "pss", "alg": "PS256" })),
        with(RSA.public(), json!({ "kid": "wraps", "use": null, "key_ops": ["wrapKey"] })),
        with(RSA.public(), json!({ "kid": null })),
        { "kty": "oct", "k": "AAAA", "kid": "shared", "alg": "HS256" },
        with(RSA.public(), json!({ "alg": null, "use": null, "key_ops": ["verify"] })),
    ] }));
    let authorizer = issuer.authorizer();
    let token = RSA.sign(&header(&RSA, json!({})), &claims());
    assert!(asked(&authorizer, &token, now()).await.is_ok());
    for id in ["encrypts", "pss", "wraps", "shared", "new"] {
        let token = RSA.sign(&header(&RSA, json!({ "kid": id })), &claims());
        assert!(asked(&authorizer, &token, now()).await.is_err(), "{id}");
    }
}

/// A token that is good for a day.
fn lasting(key: &issuer::Key) -> String {
    key.sign(
        &header(key, json!({})),
        &with(claims(), json!({ "exp": now().timestamp() + 86_400 })),
    )
}

#[tokio::test]
async fn a_key_that_the_issuer_has_removed_is_forgotten() {
    let issuer = Issuer::with(&[&ED, &EC]).await;
    let authorizer = issuer.authorizer();
    let (removed, stays) = (lasting(&ED), lasting(&EC));
    assert!(asked(&authorizer, &removed, now()).await.is_ok());
    assert!(asked(&authorizer, &stays, now()).await.is_ok());
    assert_eq!(issuer.asked(), 1, "what is known is not asked for");
    issuer.publish(json!({ "keys": [EC.public()] }));
    for (minutes, good) in [(4, true), (5, false), (6, false), (60, false), (1000, false)] {
        let at = now() + TimeDelta::minutes(minutes);
        assert_eq!(
            asked(&authorizer, &removed, at).await.is_ok(),
            good,
            "after {minutes} minutes"
        );
        assert!(asked(&authorizer, &stays, at).await.is_ok(), "after {minutes} minutes");
    }
    // A clock that was set back keeps nothing alive.
    let before = now() - TimeDelta::minutes(20);
    assert!(asked(&authorizer, &removed, before).await.is_err());
}

#[tokio::test]
async fn a_new_key_is_asked_for_and_a_made_up_one_once_a_minute() {
    let issuer = Issuer::with(&[&ED]).await;
    let authorizer = issuer.authorizer();
    assert!(asked(&authorizer, &lasting(&ED), now()).await.is_ok());
    issuer.publish(json!({ "keys": [ED.public(), EC.public()] }));
    // Asked a moment ago: a minute later it is asked again.
    assert!(matches!(
        asked(&authorizer, &lasting(&EC), now()).await,
        Err(Refused::UnknownKey)
    ));
    let later = now() + TimeDelta::minutes(1);
    assert!(asked(&authorizer, &lasting(&EC), later).await.is_ok());
    assert_eq!(issuer.asked(), 2);
    for number in 0..50 {
        let token = ED.sign(&header(&ED, json!({ "kid": format!("made-up-{number}") })), &claims());
        let answer = asked(&authorizer, &token, later + TimeDelta::seconds(number)).await;
        assert!(matches!(answer, Err(Refused::UnknownKey)));
    }
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn an_issuer_that_is_away_for_an_hour_locks_nobody_out() {
    let issuer = Issuer::with(&[&ED]).await;
    let authorizer = issuer.authorizer();
    assert!(asked(&authorizer, &lasting(&ED), now()).await.is_ok());
    issuer.goes_away();
    for (minutes, good) in [(5, true), (30, true), (59, true), (60, false), (300, false)] {
        let at = now() + TimeDelta::minutes(minutes);
        assert_eq!(
            asked(&authorizer, &lasting(&ED), at).await.is_ok(),
            good,
            "after {minutes} minutes"
        );
    }
    let asked_before = issuer.asked();
    let away = now() + TimeDelta::minutes(300);
    for seconds in 1..5 {
        let answer = asked(&authorizer, &lasting(&ED), away + TimeDelta::seconds(seconds)).await;
        assert!(matches!(answer, Err(Refused::KeySet(_))));
    }
    assert_eq!(issuer.asked(), asked_before, "it is given five seconds");
    issuer.publish(json!({ "keys": [ED.public()] }));
    assert!(
        asked(&authorizer, &lasting(&ED), away + TimeDelta::seconds(5))
            .await
            .is_ok()
    );
}
