#pragma once

#include "core/base/event.h"

#include <QList>
#include <QWidget>

#include <memory>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QToolButton;
class QTreeView;

namespace aegisx::ui {

class DialogService;
class LogModel;
class RunLogFile;
class WrappedLabel;

// The log of a run: follows the newest line until a person scrolls up, can be searched, and saved
// whole.
class RunLogView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunLogView(DialogService &dialogs, QWidget *parent = nullptr);
    ~RunLogView() override;

    void start(const QString &suggestedName); // an empty log, with the file name to save it under
    void addEvents(const QList<Event> &events);
    void retranslate();

    [[nodiscard]] bool isFollowing() const { return m_following; }
    [[nodiscard]] LogModel *model() const { return m_model; }

private:
    void buildUi();
    void connectUi();
    void followScrolling(int value);
    void search(bool forward);
    void showFilter();
    void save();
    void say(const QString &sentence);

    DialogService &m_dialogs;
    std::unique_ptr<RunLogFile> m_file;
    QString m_suggestedName;
    bool m_following = true;
    bool m_moving = false; // we scroll, not a person
    int m_removedRows = 0;
    LogModel *m_model;
    QLineEdit *m_search;
    QToolButton *m_previous;
    QToolButton *m_next;
    QCheckBox *m_onlyHits;
    QPushButton *m_newest;
    QPushButton *m_save;
    QTreeView *m_table;
    WrappedLabel *m_said;
};

} // namespace aegisx::ui
