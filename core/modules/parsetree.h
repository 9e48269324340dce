#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace aegisx::modules {

// What the files that read libpg_query's parse tree share: those of modules/, and the rules of
// lint/. Nothing else above modules/ includes it.

struct TreeDeleter {
    void operator()(PgQuery__ParseResult *tree) const
    {
        pg_query__parse_result__free_unpacked(tree, nullptr);
    }
};
using TreePtr = std::unique_ptr<PgQuery__ParseResult, TreeDeleter>;
using NodeList = std::span<PgQuery__Node *const>;

// Empty where the parser rejects the text; then failure says why, where the caller asks for it. A
// text that is nested deeply is read by those alone who run on a deep stack (deepstack.h).
struct ParseFailure {
    QString message;
    int character = 0; // from 1
};
[[nodiscard]] TreePtr parseTree(const QByteArray &sql, ParseFailure *failure = nullptr);

// The comments of a text, without those inside strings and bodies; empty where it cannot be read.
struct SqlComment {
    int start = 0; // bytes
    int end = 0;
};
[[nodiscard]] QList<SqlComment> commentsIn(const QByteArray &sql);

[[nodiscard]] QString nodeText(const PgQuery__Node *node); // of a String; else empty
[[nodiscard]] QString qualifiedName(NodeList parts); // "schema.name"
[[nodiscard]] bool hasOption(NodeList options, const char *name);

struct ObjectName {
    QString schema; // empty: as the search path has it
    QString name;
};
[[nodiscard]] ObjectName nameOf(NodeList parts); // the last two of them
[[nodiscard]] ObjectName nameOf(const PgQuery__RangeVar *relation);

// Whether this node or any below it is one.
using NodeTest = std::function<bool(const PgQuery__Node &)>;
[[nodiscard]] bool containsNode(const PgQuery__Node *node, const NodeTest &test);

// The message and all that it holds, from the outside in; what stands below a message is left out
// where the visitor answers false. Unlike containsNode() it meets the parts that are no nodes: the
// table of an INSERT, the type of a column.
using MessageVisitor = std::function<bool(const ProtobufCMessage &)>;
void walkMessages(const ProtobufCMessage *message, const MessageVisitor &visit);

// A statement of a section, or one that a DO block in it runs.
struct VisitedStatement {
    const PgQuery__Node *node = nullptr; // valid during the visit alone
    int statement = 0; // index of the section's statement that it is, or stands in
    bool inBlock = false;
    bool conditional = false; // in an IF, a loop, or beside an EXCEPTION handler: it may not run
    QByteArray text = {}; // in a block: what was parsed; the tree's locations count in it
    int added = 0; // so many bytes at its start are not the file's
    bool guarded = false; // conditional in an IF or a loop, or behind a RETURN
    QByteArray declared = {}; // the variable of which this is the type
};
using StatementVisitor = std::function<void(const VisitedStatement &)>;

// For whoever has to see everything that a block runs.
struct BlockVisitor {
    StatementVisitor statement; // as visitStatements() says
    // A SELECT for each expression that is no statement: of an IF, a RETURN, a default; and for
    // each type of a variable: of NULL::type, or FROM the table of %TYPE and %ROWTYPE. May be
    // empty.
    StatementVisitor expression;
    // What EXECUTE is given where that is no constant: whether it can be read all the same. May be
    // empty.
    std::function<bool(const PgQuery__Node *expression, const VisitedStatement &around)> dynamic;
};

// Visits a statement of a section; instead of a DO block, in their order, the statements that it
// runs itself: those of its body, what EXECUTE is given as a constant, and a SELECT for each
// PERFORM, assignment and query of a loop. False where it also does what cannot be read: dynamic
// SQL, or a block in another language. text is the statement's own source.
[[nodiscard]] bool visitStatements(const PgQuery__Node *node,
                                   const QByteArray &text,
                                   int statement,
                                   const StatementVisitor &visit);
[[nodiscard]] bool visitBlocks(const PgQuery__Node *node,
                               const QByteArray &text,
                               int statement,
                               const BlockVisitor &visit);

// What CREATE FUNCTION ... AS 'text' or DO 'text' holds.
struct CodeBody {
    QString language; // small letters
    QByteArray text;
    int location = -1; // of the AS in the text that was parsed; of a DO's text
};
// Empty where the statement has no such text.
[[nodiscard]] std::optional<CodeBody> codeBodyOf(const PgQuery__Node &node);

// Visits what a call of this function or procedure would run, told as of the section's statement
// that calls it. text is the source of the CREATE FUNCTION. False where it does what cannot be
// read, or is written in another language than SQL and PL/pgSQL.
[[nodiscard]] bool visitBody(const PgQuery__CreateFunctionStmt &function,
                             const QByteArray &text,
                             int statement,
                             const BlockVisitor &visit);

} // namespace aegisx::modules
