<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="th_TH" sourcelanguage="en">
<context>
    <name>Tr</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused before anything ran.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The site is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tracking table of module %1 stands in schema %2, where this connection does not look (it looks in %3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct search_path of the user or the database; running on would run every migration again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user may not read the tracking table of module %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect as the user who owns the module&apos;s tables, or ask for SELECT on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tracking table of module %1 lacks a column (id, name, batch, migration_time).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not a table that knex made; ask the vendor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 was upgraded with a newer or different module pack; not in this one: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install that pack; until then you can look but not change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tracking table of module %1 holds a row without a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody wrote it by hand; ask the vendor before it is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 has migrations that are recorded more than once: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two upgrades ran at the same time once; have the vendor check the tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is known of who took it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken by %1 on %2 at %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process %1, user %2, program &quot;%3&quot;, from %4, since %5 (%6)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is going on in module %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stuck lock in module %1: its holder is gone (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release it: aegisx-sitectl unlock %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 is locked, and nobody who would hold the lock is connected now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If no other upgrade is running anywhere, release it: aegisx-sitectl unlock %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lock table of module %1 holds %2 rows instead of one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do: the next run puts it right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection pooler in transaction mode stands between this program and the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to the server itself (its own port), or use the pooler&apos;s session mode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A connection pooler stands between this program and the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to the server itself is safer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server is a standby: it can be read, not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect to the primary server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This database or user is set to read-only (default_transaction_read_only).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator why; only they should lift it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the server that the site was set up with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port. If the server was replaced on purpose, add the site anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server (PostgreSQL %1) is newer than the newest tested version, %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a backup before a change, and tell the vendor what you see.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database is not encoded in UTF-8 but in: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thai text may not be stored as it should; ask the vendor before an upgrade.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the schemas of the search path exists: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the schema, or correct search_path of the user or the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user lacks a right that an upgrade of module %1 needs: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect as the owner of the tables, or ask for the right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module description cannot be used: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was read or changed in the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the module pack again, or ask its vendor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; stands twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown key &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; must not be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a list of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be an object of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;title&quot; must hold &quot;en&quot; and &quot;th&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;id&quot; may hold small letters, digits and &quot;-&quot; only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;recordedExtension&quot; must look like &quot;.ts&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;trackingTable&quot; must have at most 58 bytes and no dot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;schema&quot; must have at most 63 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the module requires itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A migration must not contain transaction statements (BEGIN, COMMIT, ROLLBACK, SAVEPOINT): the program keeps the transaction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A migration must not contain COPY FROM STDIN or TO STDOUT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A migration must not contain psql commands (lines that start with a backslash).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the vendor of the module for a corrected file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SQL cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was run; the site is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL refuses this statement inside a transaction: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vendor must mark the file with &quot;transaction:false&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds a zero byte; it is not a text file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not encoded in UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file of the module cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the file and the rights on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second &quot;migrate:up&quot; marker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;migrate:down&quot; stands before &quot;migrate:up&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second &quot;migrate:down&quot; marker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown option: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;requires&quot; must name a migration as module/name: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown marker: migrate:%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SQL stands before the &quot;-- migrate:up&quot; line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;-- migrate:up&quot; line is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file name does not follow the convention number_description.sql: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module description cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module &quot;%1&quot; is there twice: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module folder does not exist: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No module (module.json) was found in: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The modules &quot;%1&quot; and &quot;%2&quot; name the same tracking table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These modules require each other in a circle: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module &quot;%1&quot; requires the module &quot;%2&quot;, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the module pack that holds &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These migrations wait for each other in a circle: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the vendor for corrected &quot;-- requires:&quot; lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several modules have a migration called: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it as module/name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No module has a migration called: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl status&quot; lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs a migration that is pending and not part of this plan: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs a migration that no installed module holds: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upgrade all modules together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the module pack that holds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no &quot;migrate:down&quot; section: it cannot be rolled back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 is locked by another run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no module called: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl status&quot; lists the modules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 has no migration called: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl status %1&quot; lists its migrations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program knows PostgreSQL 15 and could not read the file; the newer server gets it whole: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it does is not shown statement by statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run is cut before %1: it uses an enum label that an earlier step adds, which PostgreSQL allows only after a COMMIT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What ran before the cut stays if a later step fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 adds the enum label &quot;%2&quot; and uses it in the same file, which PostgreSQL refuses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vendor must put the use into a migration of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 runs without a transaction: what it did stays if it fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore a backup, or ask the vendor how to undo it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not applied; there is nothing to go back to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl status %1&quot; lists what is applied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is still needed by an applied migration of module %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll that one back as well, or first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going back to a migration needs exactly one module.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is for a first installation and is left out: there are rows in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can be forced (--force); it may then change what the hospital entered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 has pending migrations; its seeds need them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upgrade first: aegisx-sitectl migrate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lock was not released; the site is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it has ended; if it hangs, end its session first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the holder of the lock is gone cannot be proved: it left no name, and nobody who would hold it is connected now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you are sure that no other upgrade is running anywhere: aegisx-sitectl unlock --force %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server name was not found: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the spelling of the host name, or use the server&apos;s IP address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing accepts connections at %1, port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that PostgreSQL is running, that host and port are right, and that the server listens on this address (listen_addresses).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from %1, port %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network cable, the address and the firewall between this computer and the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the network and the server, then connect again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has no free connection left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close programs that are connected to the database, or ask for a higher max_connections, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is starting and not ready yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is shutting down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it has been started again, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is older than PostgreSQL 12, which is not supported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upgrade the PostgreSQL server first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the server&apos;s message below; the connection settings or the server need a change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password for user %1 was not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the password again. The server gives the same answer where the user does not exist: check the user name as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks for a password for user %1, and none was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the password, or store it in the keychain or in ~/.pgpass.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has no such database: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name of the database; upper and lower case count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has no such user, or the user may not log in: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the user name; upper and lower case count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s access rules (pg_hba.conf) do not admit this computer, user and database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator for a line in pg_hba.conf for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server wants an encrypted connection (TLS).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the TLS mode to &quot;require&quot; or stronger.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An encrypted connection (TLS) was asked for, and the server offers none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch TLS on at the server, or set the TLS mode to &quot;prefer&quot; if the network may be trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate check failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the root certificate, the client certificate and its key, and that the host name is the one in the server&apos;s certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the hosts is a server of the wanted kind (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the primary server, or change the wanted kind of server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was read or changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535: one for all hosts, or one for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as postgresql://user:password@host:port/database or as host=... port=... dbname=... user=... password=...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value of &quot;%1&quot; in the connection text is not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a URL, write special characters of a name or a password as percent escapes: @ as %40, / as %2F, : as %3A, ? as %3F, # as %23, &amp; as %26, % as %25.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a value with a space or a quote in it, such as a password, into quotes, with a backslash before each &apos; and \: password=&apos;...&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection URL holds a % that is no percent escape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection text cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection text holds a keyword that PostgreSQL does not know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL knows no connection keyword &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual ones are host, port, dbname, user, password, sslmode and connect_timeout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is one of: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a whole number of seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The percent escapes in the connection URL are not UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is too large for a .env file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is saved as UTF-16; the platform reads nothing from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1/%2 as %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default user</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection text is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection URL holds an @ where none can be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value of %1 is no port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled while connecting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of memory while connecting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server refused a statement: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the server was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1 is locked: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the other run has ended. If none is running: aegisx-sitectl unlock %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another upgrade is running now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its lock row is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another upgrade changed module %1 after this plan was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was run; the site is as the other upgrade left it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the site again and make a new plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server rolled the transaction back instead of completing it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost at the COMMIT; asking the server what became of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table is in use; everything was rolled back and is tried again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lock could not be released over the lost connection. When the server can be reached again: aegisx-sitectl unlock %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Done: %n step(s) carried out.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing else to do. &quot;aegisx-sitectl status&quot; shows the site.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do: the site is up to date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The site is exactly as it was before this run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send this report to the vendor; the hospital can go on working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run stopped part-way: %1 of %2 steps are in the database and recorded, the rest is not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend the cause, then start the same operation again: it goes on with the first step that is not recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost while the server was completing the run: it is either wholly done or not at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the server can be reached again, &quot;aegisx-sitectl status&quot; tells which.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost at the COMMIT, and the server could not be asked since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run is either wholly done or not at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server ran out of memory for locks. Run the upgrade step by step (--step-by-step), or raise max_locks_per_transaction on the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other programs were using the tables. Close them, or choose a quieter time, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new enum label is used before it was committed. Run the upgrade step by step (--step-by-step).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user lacks a right. Connect as the owner of the tables, or ask for the right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s disk is full. Make room on it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the migration would create is there already. Compare it with the module before going on; the vendor can help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send this report to the vendor of the module.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled during: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the server was lost during: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling back %1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed %1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration %1 failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tracking table of module %1 could not be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows were entered by hand and the table&apos;s id sequence is behind. Ask the vendor to set the sequence right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody added a column to the tracking table that must not be empty. Ask the vendor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file ended the transaction itself: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What ran before it may be in the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lock of module %1 is held by a run that is alive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rights of the folder above it and the free space of the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rights of the folder and the free space of the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its rights, close what uses it, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its rights and the free space of the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another copy of this program has been working on the private database server in %1 for minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for it or end it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder is given for the private database server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL&apos;s programs cannot take a folder with the character %1 in its name: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account %1, which runs the private database server, cannot enter the folder %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let it pass through the folders above (chmod o+x), or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private database server was not made; nothing is left of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read what it printed; often the disk is full or the folder closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 holds something that this program did not make, so it stays untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No PostgreSQL server is installed on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install PostgreSQL 12 or newer (on Debian the package postgresql), then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data in %1 were made by PostgreSQL %2, but this machine has only PostgreSQL %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data are untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install PostgreSQL %1 as well; or, where the data may go, reset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a private database server in %1 already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it, or reset it to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rights of the folder above it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no private database server in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private database server in %1 did not start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its data are untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The end of its log says why: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private database server in %1 is not ready for connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private database server in %1 did not stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain did not answer in time; it may be waiting for its own password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until then the password is asked each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock the keychain of your desktop, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain is locked, or it refused this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock the keychain of your desktop and allow this program to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no keychain service that passwords could be kept in, or it does not work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On a desktop, install and unlock gnome-keyring or KWallet; without a desktop, use ~/.pgpass.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain could not do what it was asked to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the entry in the keychain program of your desktop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL refuses to run as root, and this machine has no account &quot;postgres&quot; that it could run as instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the package postgresql, which makes the account, or run this program as an ordinary user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private database server in %1 belongs to another account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this program as the account that made it, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account number %1 that runs this program has no name on this machine, and PostgreSQL does not start without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run this program as an account that /etc/passwd knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be given to the account %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder on a local disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL refuses to run as root, and neither setpriv nor runuser is there to run it as the account %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the package util-linux, or run this program as an ordinary user.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not finish in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stale file %1 cannot be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The site has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the name of the hospital.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This site is no longer in the list of sites.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another copy of the program may have removed it; look at the list again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (code %2, id %3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of sites was written by a newer version of this program: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use that version; the file is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is another program&apos;s file, not a list of sites: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder; the file is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of sites cannot be opened: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rights of its folder and the free space of the disk; where another copy of this program is at work, wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of sites was damaged. It was set aside as %1, and a new, empty list was begun. Add your sites again, or ask the vendor to look at the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several sites are called %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the one you mean by its id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no site called %1: the list of sites is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the site first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no site called %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known sites: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no run %1 in the history of this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the list of runs for the ones that are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The local file %1 cannot be used: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its rights and the free space of the disk; where another copy of this program is at work, wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The local file %1 cannot be opened: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The damaged file %1 cannot be renamed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move it away by hand, then start the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks after the database of an AegisX site: state, upgrade, seeds, rollback.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a site of the list (name, code or id)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>postgresql:// URL or keyword=value text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a .env file with DATABASE_* or POSTGRES_* variables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a module folder, or a folder of them; repeatable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one JSON document instead of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>language of the texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>do not ask before changing the site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show the plan, change nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show every statement of the plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each module&apos;s state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modules; all if none is named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connection, rights, versions, module files, findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run pending migrations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last migration to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a transaction for each migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undo migrations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in every module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last N batches (1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down to this migration, which stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load reference data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also first-install seeds where there is data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>release a stuck lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>although it is not proven that the holder is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a private site to try everything on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start it; made at the first time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whether it runs, and where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>throw its data away and start afresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start it, run all migrations and seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list of sites on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add a site; its connection by --url or --env</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name of the hospital</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hospital code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>production, test or practice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep the password in the keychain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove a site from the list; its database stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name, code or id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>try the connection of a site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rollback needs one MODULE, or --all-modules.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Site: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role of the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standby</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>primary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Migration files read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing stands in the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Practice site: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Practice site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing says which site is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give --site NAME, --url URL or --env FILE, set DATABASE_HOST, DATABASE_NAME and so on, or run it in a folder that has a .env file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A password on the command line can be read by every user of this computer. Use ~/.pgpass, PGPASSWORD or a stored site instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password for %1:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL %1, database %2, user %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a PRODUCTION site. To go on, type its name (%1):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go on? [y/N]</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not confirmed; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing needs a confirmation, and nobody can be asked here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add --yes to confirm it on the command line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inserted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Module %1: batch %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report could not be kept in the local history: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run is cut into %1 transactions: what is committed stays if a later step fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All or nothing: if a step fails, the site stays as it is now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No site yet. Add one: aegisx-sitectl --url URL sites add NAME</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hospital</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new site needs a connection: --url or --env, not --site.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password was not kept; it will be asked for. Use --keep-password to keep it in the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed from the list: %1. Its database is untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reached: PostgreSQL %1, database %2, user %3, %4 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done meanwhile by another upgrade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not in this pack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a run is going on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stuck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked, holder unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TEST</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PRACTICE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed part-way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked by another run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled part-way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Upgrade: %n migration(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back: %n migration(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data: %n seed(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Release the lock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
