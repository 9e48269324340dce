#pragma once

#include "core/operations/operation.h"

#include <QWidget>

#include <memory>

class QTreeView;

namespace aegisx::ui {

class Card;
class LossesModel;
class StatePill;
class WrappedLabel;

// "Will be lost": what a plan destroys, table by table, with the rows as they were counted when
// the plan was made. Hidden where a plan destroys nothing.
class LossesView final : public QWidget
{
    Q_OBJECT

public:
    explicit LossesView(QWidget *parent = nullptr);

    void setPreparation(std::shared_ptr<const operations::Preparation> preparation);
    void retranslate();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildUi();
    void sizeTable();
    void sizeColumns();
    [[nodiscard]] bool anyRows() const;
    [[nodiscard]] bool anyUnknown() const;
    [[nodiscard]] QString sentence() const;

    LossesModel *m_model;
    Card *m_card;
    StatePill *m_pill;
    WrappedLabel *m_sentence;
    QTreeView *m_table;
};

} // namespace aegisx::ui
