#pragma once

#include "ui/theme/enums.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::ui {

// A piece of a line that has a colour of its own.
struct SqlToken {
    SqlKind kind;
    int start;
    int length;

    bool operator==(const SqlToken &) const = default;
};

// Where a line of PostgreSQL text begins or ends: in plain text, or inside something longer. As an
// int it fits a text block's state, whose -1 means plain as well.
class SqlTokenizer final
{
public:
    // The pieces of one line, given the state that the line before ended with; state becomes this
    // line's. Dollar tags are remembered, so that one tokenizer reads one text.
    [[nodiscard]] QList<SqlToken> tokenize(const QString &line, int &state);

private:
    QStringList m_tags; // of the dollar quotes seen, by their number in the state
};

} // namespace aegisx::ui
