-- The administrator of a site, made by who installs it. No account is ever seeded.
-- $1 user name, $2 e-mail address, $3 first name, $4 last name, $5 bcrypt hash of the password
-- account:present
SELECT count(*)
FROM public.users AS u
JOIN public.user_roles AS h ON h.user_id = u.id
JOIN public.roles AS r ON r.id = h.role_id
WHERE r.name = 'admin'
    AND r.is_active
    AND h.is_active
    AND (h.expires_at IS NULL OR h.expires_at > CURRENT_TIMESTAMP)
    AND u.status = 'active'
    AND u.deleted_at IS NULL;

-- account:create
-- A user name or an address that differs in capital and small letters only is taken: as it stands
-- there it runs into its unique key.
WITH account AS (
    INSERT INTO public.users (
        username, email, first_name, last_name, name, password,
        status, email_verified, email_verified_at, timezone, language
    )
    VALUES (
        coalesce((SELECT min(u.username) FROM public.users AS u
                  WHERE lower(u.username) = lower($1::text)), $1::text),
        coalesce((SELECT min(u.email) FROM public.users AS u
                  WHERE lower(u.email) = lower($2::text)), $2::text),
        $3::text, $4::text, left($3::text || ' ' || $4::text, 200), $5::text,
        'active', true, CURRENT_TIMESTAMP, 'Asia/Bangkok', 'th'
    )
    RETURNING id
), given AS (
    -- Without the role there is no id, which the column does not take: nothing is made at all.
    INSERT INTO public.user_roles (user_id, role_id)
    SELECT account.id, (SELECT roles.id FROM public.roles WHERE roles.name = 'admin')
    FROM account
    RETURNING user_id, role_id
)
INSERT INTO public.role_assignment_history (user_id, role_id, action, metadata)
SELECT given.user_id, given.role_id, 'assigned', '{"reason": "created with the site manager"}'::jsonb
FROM given;
