#pragma once

#include "core/inspection/misplaced.h"
#include "core/inspection/moveanalysis.h"

#include <QHash>
#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace aegisx::ui {

class Card;
class HintedCheckBox;

// What is used by the objects of a move and would stay behind, each with a check box: trigger
// functions, types, sequences, partitions. Hidden while there is nothing of the kind.
class MoveAlong final : public QWidget
{
    Q_OBJECT

public:
    explicit MoveAlong(QWidget *parent = nullptr);

    // Keeps what a person ticked. What is known to stand in the wrong schema, and is used by the
    // objects, is ticked when it is offered for the first time. moves: also of what is ticked;
    // objects: those asked for at first, which are not offered.
    void offer(const QList<inspection::MoveAnalysis> &moves,
               const QStringList &objects,
               const QList<inspection::Misplaced> &misplaced);
    void forget(); // the target is another one
    [[nodiscard]] QStringList ticked() const;
    void retranslate();

Q_SIGNALS:
    void changed(); // by a person

private:
    struct Entry {
        QString identity;
        inspection::RelatedKind kind = inspection::RelatedKind::Other;
        QStringList usedBy; // empty: by none of them, and in the wrong schema as well
        bool ticked = false;

        bool operator==(const Entry &) const = default;
    };

    [[nodiscard]] QList<Entry> entriesOf(const QList<inspection::MoveAnalysis> &moves,
                                         const QStringList &objects) const;
    static void addMisplaced(QList<Entry> &entries,
                             const QList<inspection::MoveAnalysis> &moves,
                             const QList<inspection::Misplaced> &misplaced);
    void show(const QList<Entry> &entries);

    QList<Entry> m_entries;
    QList<HintedCheckBox *> m_boxes;
    QHash<QString, bool> m_chosen; // by identity: as it was ticked last
    Card *m_card;
    QVBoxLayout *m_column; // of the card
};

} // namespace aegisx::ui
